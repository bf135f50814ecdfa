type Part = Record<
  string,
  { ConditionExpression?: string; ExpressionAttributeValues?: unknown; ExpressionAttributeNames?: unknown }
>;

/** The same transaction without any condition: what a forgotten condition would do. */
export const unconditional = (body: unknown): unknown => {
  const { TransactItems, ...rest } = body as { TransactItems: Part[] };
  return {
    ...rest,
    TransactItems: TransactItems.filter((part) => !part['ConditionCheck']).map((part) => {
      const put = part['Put'];
      if (!put) return part;
      const {
        ConditionExpression: _,
        ExpressionAttributeValues: __,
        ExpressionAttributeNames: ___,
        ...bare
      } = put;
      return { Put: bare };
    }),
  };
};
