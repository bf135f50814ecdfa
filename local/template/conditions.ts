import { isObject, type Json, type JsonObject, listOf } from '../net/json.ts';

export type Condition = (name: string) => boolean;

/** The template's named conditions, each worked out once. */
export const conditionsOf = (declared: JsonObject, resolve: (value: Json) => Json): Condition => {
  const known = new Map<string, boolean>();
  const named = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const expression = declared[name];
    if (expression === undefined) throw new Error(`the template has no condition ${name}`);
    const value = evaluate(expression);
    known.set(name, value);
    return value;
  };
  const evaluate = (expression: Json): boolean => {
    const [operator, argument] = isObject(expression) ? (Object.entries(expression)[0] ?? []) : [];
    switch (operator) {
      case 'Condition':
        return named(String(argument));
      case 'Fn::Equals': {
        const [left, right] = listOf(argument).map(resolve);
        return String(left) === String(right);
      }
      case 'Fn::And':
        return listOf(argument).every(evaluate);
      case 'Fn::Or':
        return listOf(argument).some(evaluate);
      case 'Fn::Not':
        return !listOf(argument).some(evaluate);
      default:
        throw new Error(`not a condition: ${JSON.stringify(expression)}`);
    }
  };
  return named;
};
