/** Values of a metric period by period, oldest first; undefined where there is none. */
export type Series = readonly (number | undefined)[];
type Value = number | Series | readonly Series[];

type Scope = Readonly<Record<string, Series>>;

/**
 * The part of CloudWatch's metric math that the alarms use: numbers, ids of metrics, `+ - * /`, comparisons, lists, `IF`, `FILL` and `SUM`.
 * Where a value is missing or a division is by zero the result is missing. Throws on anything else.
 */
export const evaluateMath = (expression: string, scope: Scope): Series => {
  const tokens = expression.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|[<>=!]=|\S/g) ?? [];
  let at = 0;
  const peek = () => tokens[at];
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new SyntaxError(`${expression}: ${token ?? 'the end'} instead of ${expected ?? 'a value'}`);
    return token;
  };

  const list = (end: string): Value[] => {
    const values: Value[] = [];
    while (peek() !== end) {
      values.push(comparison());
      if (peek() === ',') take(',');
    }
    take(end);
    return values;
  };
  const primary = (): Value => {
    const token = take();
    if (token === '(') {
      const [inner] = list(')');
      return inner ?? fail('empty brackets');
    }
    if (token === '[') return list(']').map(seriesOf);
    if (token === '-') return each([0, primary()], ([a, b]) => a - b);
    if (/^\d/.test(token)) return Number(token);
    if (peek() !== '(') return scope[token] ?? fail(`no metric ${token}`);
    take('(');
    return call(token, list(')'));
  };
  const binary =
    (operand: () => Value, ...operators: string[]) =>
    (): Value => {
      let left = operand();
      while (operators.includes(peek() ?? '')) {
        const apply = OPERATORS[take()] ?? fail('no operator');
        left = each([left, operand()], ([a, b]) => apply(a, b));
      }
      return left;
    };
  const product = binary(primary, '*', '/');
  const total = binary(product, '+', '-');
  const comparison = binary(total, '>=', '<=', '>', '<', '==', '!=');

  const result = comparison();
  if (at < tokens.length) throw new SyntaxError(`${expression}: ${String(peek())} is left over`);
  return seriesOf(result);
};

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '>=': (a, b) => Number(a >= b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '<': (a, b) => Number(a < b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
};

const call = (name: string, values: readonly Value[]): Value => {
  const [first = fail(`${name} of nothing`), second, third] = values;
  if (name === 'FILL' && typeof second === 'number') return seriesOf(first).map((value) => value ?? second);
  if (name === 'SUM' && isList(first)) {
    return first.reduce((sums, series) =>
      sums.map((sum, n) => {
        const value = series[n];
        return sum === undefined || value === undefined ? (sum ?? value) : sum + value;
      }),
    );
  }
  if (name === 'IF' && second !== undefined && third !== undefined) {
    const [test, yes, no] = aligned([first, second, third]);
    return (test ?? []).map((value, n) => (value === undefined ? undefined : (value === 0 ? no : yes)?.[n]));
  }
  return fail(`no function ${name} of these`);
};

const fail = (what: string): never => {
  throw new SyntaxError(what);
};

const isList = (value: Value): value is readonly Series[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => Array.isArray(one));

const seriesOf = (value: Value): Series =>
  typeof value === 'number' || isList(value) ? fail('a series is needed here') : (value as Series);

/** Numbers stand for series that are the same all the time. */
const aligned = (values: readonly Value[]): Series[] => {
  const length = Math.max(
    0,
    ...values.map((value) => (typeof value === 'number' ? 0 : seriesOf(value).length)),
  );
  return values.map((value) =>
    typeof value === 'number' ? Array<number>(length).fill(value) : seriesOf(value),
  );
};

const each = (
  values: readonly [Value, Value],
  work: (pair: readonly [number, number]) => number | undefined,
): Value => {
  const [a, b] = values;
  if (typeof a === 'number' && typeof b === 'number') return work([a, b]) ?? fail('a division by zero');
  const [left = [], right = []] = aligned(values);
  return left.map((value, n) => {
    const other = right[n];
    return value === undefined || other === undefined ? undefined : work([value, other]);
  });
};
