import { isObject, type Json, type JsonObject, listOf, objectOf } from '../net/json.ts';

/**
 * EventBridge's pattern matching, which event source filters share: every field of the pattern must match, a list means any of
 * its entries, and a list in the event matches when one of its elements does. Throws on an operator it doesn't know.
 */
export const matchesPattern = (pattern: JsonObject, event: Json | undefined): boolean =>
  Object.entries(pattern).every(([name, expected]) =>
    name === '$or'
      ? listOf(expected).some((one) => matchesPattern(objectOf(one), event))
      : matchesField(expected, fieldOf(event, name)),
  );

const fieldOf = (event: Json | undefined, name: string): Json | undefined => {
  if (Array.isArray(event)) return event.map((one) => fieldOf(one, name)).filter((one) => one !== undefined);
  return isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined;
};

const matchesField = (expected: Json, actual: Json | undefined): boolean => {
  if (isObject(expected)) {
    return Array.isArray(actual)
      ? actual.some((one) => matchesPattern(expected, one))
      : matchesPattern(expected, actual);
  }
  if (!Array.isArray(expected))
    throw new Error(`a pattern's leaf must be a list, not ${JSON.stringify(expected)}`);
  const values = Array.isArray(actual) ? actual.flat(8) : actual === undefined ? [] : [actual];
  return expected.some((matcher) =>
    isObject(matcher) ? matchesOperator(matcher, values) : values.some((value) => value === matcher),
  );
};

const matchesOperator = (matcher: JsonObject, values: readonly Json[]): boolean => {
  const [operator = '', argument = null] = Object.entries(matcher)[0] ?? [];
  if (operator === 'exists')
    return argument === (values.some((value) => !isObject(value)) && values.length > 0);
  if (operator === 'anything-but')
    return values.length > 0 && values.every((value) => anythingBut(argument, value));
  const test =
    textTest(operator, argument) ?? (operator === 'numeric' ? numericTest(listOf(argument)) : undefined);
  if (!test) throw new Error(`the pattern operator ${operator} is not supported`);
  return values.some(test);
};

type Test = (value: Json) => boolean;

const textTest = (operator: string, argument: Json): Test | undefined => {
  const loose = isObject(argument) ? argument['equals-ignore-case'] : undefined;
  const wanted = String(loose ?? argument);
  const folded = (text: string) => (loose === undefined ? text : text.toLowerCase());
  const on =
    (test: (text: string) => boolean): Test =>
    (value) =>
      typeof value === 'string' && test(value);
  switch (operator) {
    case 'prefix':
      return on((text) => folded(text).startsWith(folded(wanted)));
    case 'suffix':
      return on((text) => folded(text).endsWith(folded(wanted)));
    case 'equals-ignore-case':
      return on((text) => text.toLowerCase() === wanted.toLowerCase());
    case 'wildcard':
      return on((text) => wildcard(wanted).test(text));
    default:
      return undefined;
  }
};

const wildcard = (pattern: string): RegExp => {
  const escaped = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^]*')}$`);
};

const anythingBut = (argument: Json, value: Json): boolean => {
  if (!isObject(argument)) return !listOf(argument).includes(value);
  const [operator = '', wanted = null] = Object.entries(argument)[0] ?? [];
  return listOf(wanted).every((one) => {
    const test = textTest(operator, one);
    if (!test) throw new Error(`the pattern operator anything-but ${operator} is not supported`);
    return !test(value);
  });
};

const numericTest = (terms: readonly Json[]): Test => {
  const comparisons: ((value: number) => boolean)[] = [];
  for (let i = 0; i < terms.length; i += 2) {
    const bound = Number(terms[i + 1]);
    const compare = COMPARISONS[String(terms[i])];
    if (!compare) throw new Error(`the numeric comparison ${terms[i]} is not supported`);
    comparisons.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && comparisons.every((compare) => compare(value));
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};
