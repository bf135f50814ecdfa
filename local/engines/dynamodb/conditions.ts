import type { Condition, Operand } from './dynalite.ts';
import type { AttributeMap, AttributeValue } from './types.ts';
import { compareScalars, equalValues, typeOf, valueAt } from './values.ts';

/** Whether an item (an empty one, when there is none) meets a condition or filter expression. */
export const meets = (item: AttributeMap, condition: Condition): boolean => {
  switch (condition.type) {
    case 'and':
      return condition.args.every((part) => meets(item, part));
    case 'or':
      return condition.args.some((part) => meets(item, part));
    case 'not':
      return !condition.args.some((part) => meets(item, part));
    case 'function':
      return callOf(condition.name, operandsOf(condition.args, item));
    default:
      return comparisonOf(condition.type, operandsOf(condition.args, item));
  }
};

type Operands = (AttributeValue | undefined)[];

const operandsOf = (args: Operand[], item: AttributeMap): Operands => args.map((arg) => resolved(arg, item));

const resolved = (operand: Operand, item: AttributeMap): AttributeValue | undefined => {
  if (Array.isArray(operand)) return valueAt(item, operand);
  if (!('type' in operand)) return operand;
  const [argument] = operand.args;
  const value = argument === undefined ? undefined : resolved(argument, item);
  return value === undefined ? undefined : sizeOf(value);
};

/** `size(path)`: characters, bytes or elements, by type; scalars without a size have none. */
const sizeOf = (value: AttributeValue): AttributeValue | undefined => {
  if (value.S !== undefined) return { N: String(value.S.length) };
  if (value.B !== undefined) return { N: String(Buffer.byteLength(value.B, 'base64')) };
  if (value.M !== undefined) return { N: String(Object.keys(value.M).length) };
  const elements = value.L ?? value.SS ?? value.NS ?? value.BS;
  return elements === undefined ? undefined : { N: String(elements.length) };
};

const comparisonOf = (comparison: string, [left, ...others]: Operands): boolean => {
  const [right, upper] = others;
  if (comparison === '<>') return left === undefined || right === undefined || !equalValues(left, right);
  if (left === undefined) return false;
  if (comparison === 'in') return others.some((other) => other !== undefined && equalValues(left, other));
  if (right === undefined) return false;
  if (comparison === '=') return equalValues(left, right);
  if (comparison === 'between')
    return upper !== undefined && ordered(left, right, '>=') && ordered(left, upper, '<=');
  return ordered(left, right, comparison);
};

const ordered = (left: AttributeValue, right: AttributeValue, comparison: string): boolean => {
  const order = compareScalars(left, right);
  if (order === undefined) return false;
  switch (comparison) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      throw new Error(`Unknown comparison ${comparison}`);
  }
};

const callOf = (name: string, [subject, argument]: Operands): boolean => {
  if (name === 'attribute_exists') return subject !== undefined;
  if (name === 'attribute_not_exists') return subject === undefined;
  if (subject === undefined || argument === undefined) return false;
  switch (name) {
    case 'attribute_type':
      return typeOf(subject) === argument.S;
    case 'begins_with':
      return beginsWith(subject, argument);
    case 'contains':
      return contains(subject, argument);
    default:
      throw new Error(`Unknown function ${name}`);
  }
};

const beginsWith = (subject: AttributeValue, start: AttributeValue): boolean => {
  if (subject.S !== undefined && start.S !== undefined) return subject.S.startsWith(start.S);
  if (subject.B === undefined || start.B === undefined) return false;
  const expected = Buffer.from(start.B, 'base64');
  return Buffer.from(subject.B, 'base64').subarray(0, expected.length).equals(expected);
};

const contains = (subject: AttributeValue, part: AttributeValue): boolean => {
  if (subject.L !== undefined) return subject.L.some((element) => equalValues(element, part));
  if (part.S !== undefined) return subject.S?.includes(part.S) ?? subject.SS?.includes(part.S) ?? false;
  if (part.N !== undefined) return subject.NS?.includes(part.N) ?? false;
  if (part.B === undefined) return false;
  if (subject.B !== undefined)
    return Buffer.from(subject.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  return subject.BS?.includes(part.B) ?? false;
};
