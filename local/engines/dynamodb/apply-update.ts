import { Big, type Operand, type Path, type UpdateSection } from './dynalite.ts';
import { validationError } from './errors.ts';
import type { AttributeMap, AttributeValue } from './types.ts';
import { typeOf, valueAt } from './values.ts';

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const WRONG_PATH = 'The document path provided in the update expression is invalid for update';
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';

/** Changes `item` in place as an update expression says. Every operand is read from the item as it was before. */
export const applyUpdate = (item: AttributeMap, sections: readonly UpdateSection[]): void => {
  const changes = sections.map((section) => ({
    section,
    value: section.val === undefined ? undefined : resolved(section.val, item),
  }));
  const lists = new Set<AttributeValue>();
  for (const { section, value } of changes) {
    const place = placeOf(item, section.path);
    if (place.parent.L !== undefined) lists.add(place.parent);
    applySection(section, place, value);
  }
  // Positions are those of the list before the update, so gaps are closed at the very end.
  for (const list of lists) list.L = list.L?.filter((element) => element !== undefined) ?? [];
};

type Place = { parent: AttributeValue; name: string | number };

const placeOf = (item: AttributeMap, path: Path): Place => {
  const name = path.at(-1);
  const parent = path.length === 1 ? { M: item } : valueAt(item, path.slice(0, -1));
  if (name === undefined || parent === undefined) throw validationError(WRONG_PATH);
  if ((typeof name === 'number' ? parent.L : parent.M) === undefined) throw validationError(WRONG_PATH);
  return { parent, name };
};

const read = ({ parent, name }: Place): AttributeValue | undefined =>
  typeof name === 'number' ? parent.L?.[name] : parent.M?.[name];

const write = ({ parent, name }: Place, value: AttributeValue): void => {
  if (typeof name === 'number') (parent.L as AttributeValue[])[name] = value;
  else (parent.M as AttributeMap)[name] = value;
};

const remove = (place: Place): void => {
  if (typeof place.name === 'string') delete place.parent.M?.[place.name];
  else if (read(place) !== undefined) delete place.parent.L?.[place.name];
};

const applySection = (section: UpdateSection, place: Place, value: AttributeValue | undefined): void => {
  if (section.type === 'remove') remove(place);
  else if (value === undefined) throw new Error(`${section.type} without a value`);
  else if (section.type === 'set') write(place, value);
  else changeInPlace(section.type, place, value);
};

const changeInPlace = (type: 'add' | 'delete', place: Place, value: AttributeValue): void => {
  const existing = read(place);
  if (existing !== undefined && typeOf(existing) !== typeOf(value)) throw validationError(WRONG_TYPE);
  if (type === 'add') write(place, added(existing, value));
  else if (existing !== undefined) deleteFromSet(place, existing, value);
};

type SetType = 'SS' | 'NS' | 'BS';

const setType = (value: AttributeValue): SetType => {
  const type = typeOf(value);
  if (type !== 'SS' && type !== 'NS' && type !== 'BS') throw validationError(WRONG_TYPE);
  return type;
};

const added = (existing: AttributeValue | undefined, value: AttributeValue): AttributeValue => {
  if (value.N !== undefined) return { N: sum(existing?.N ?? '0', value.N, 'plus') };
  const type = setType(value);
  return { [type]: [...new Set([...(existing?.[type] ?? []), ...(value[type] ?? [])])] };
};

const deleteFromSet = (place: Place, existing: AttributeValue, value: AttributeValue): void => {
  const type = setType(value);
  const unwanted = new Set(value[type]);
  const left = existing[type]?.filter((member) => !unwanted.has(member)) ?? [];
  if (left.length === 0) remove(place);
  else write(place, { [type]: left });
};

/** A number's range and precision are DynamoDB's: 38 digits, magnitudes from 1e-130 to 9.99e125. */
const sum = (left: string, right: string, operation: 'plus' | 'minus'): string => {
  const result = new Big(left)[operation](right);
  if (result.e > 125)
    throw validationError(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  if (result.e < -130)
    throw validationError(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  if (result.c.length > 38)
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  return result.toFixed();
};

const resolved = (operand: Operand, item: AttributeMap): AttributeValue => {
  if (Array.isArray(operand)) {
    const value = valueAt(item, operand);
    if (value === undefined) throw validationError(NO_ATTRIBUTE);
    // A copy: the value now lives in two places, which may change independently.
    return structuredClone(value);
  }
  if (!('type' in operand)) return operand;
  if (operand.type !== 'function') return calculated(operand.type, operand.args, item);
  return operand.name === 'if_not_exists' ? ifNotExists(operand.args, item) : listAppend(operand.args, item);
};

const two = <T>(args: T[]): [T, T] => {
  const [first, second] = args;
  if (first === undefined || second === undefined) throw validationError(WRONG_TYPE);
  return [first, second];
};

const calculated = (operation: 'add' | 'subtract', args: Operand[], item: AttributeMap): AttributeValue => {
  const [left, right] = two(args.map((arg) => resolved(arg, item)));
  if (left.N === undefined || right.N === undefined) throw validationError(WRONG_TYPE);
  return { N: sum(left.N, right.N, operation === 'add' ? 'plus' : 'minus') };
};

const ifNotExists = (args: Operand[], item: AttributeMap): AttributeValue => {
  const [path, otherwise] = two(args);
  const exists = Array.isArray(path) && valueAt(item, path) !== undefined;
  return resolved(exists ? path : otherwise, item);
};

const listAppend = (args: Operand[], item: AttributeMap): AttributeValue => {
  const [front, back] = two(args.map((arg) => resolved(arg, item)));
  if (front.L === undefined || back.L === undefined) throw validationError(WRONG_TYPE);
  return { L: [...front.L, ...back.L] };
};
