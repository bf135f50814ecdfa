/** The chance that a random positive scores above a random negative; ties count half. */
export const auc = (scored: readonly { readonly score: number; readonly positive: boolean }[]): number => {
  const sorted = scored.toSorted((a, b) => a.score - b.score);
  const positives = sorted.filter(({ positive }) => positive).length;
  const negatives = sorted.length - positives;
  let rankSum = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++;
    const tied = sorted.slice(from, to).filter(({ positive }) => positive).length;
    rankSum += (tied * (from + 1 + to)) / 2;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
};

type Example = { readonly features: readonly number[]; readonly positive: boolean };
type Model = (features: readonly number[]) => number;

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);

/** Logistic regression by gradient descent on standardized features, with a little ridge; gives the log odds. */
export const logistic = (examples: readonly Example[]): Model => {
  const width = examples[0]?.features.length ?? 0;
  const columns = Array.from({ length: width }, (_, n) => examples.map(({ features }) => features[n] ?? 0));
  const means = columns.map((column) => column.reduce((a, b) => a + b, 0) / column.length);
  const spreads = columns.map(
    (column, n) =>
      Math.sqrt(column.reduce((sum, value) => sum + (value - (means[n] ?? 0)) ** 2, 0) / column.length) || 1,
  );
  const scaled = (features: readonly number[]): number[] => [
    1,
    ...features.map((value, n) => (value - (means[n] ?? 0)) / (spreads[n] ?? 1)),
  ];
  const rows = examples.map(({ features, positive }) => ({ x: scaled(features), y: positive ? 1 : 0 }));
  let weights = new Array<number>(width + 1).fill(0);
  for (let step = 0; step < 150; step++) {
    const gradient = weights.map((weight) => 0.001 * weight);
    for (const { x, y } of rows) {
      const error = 1 / (1 + Math.exp(-dot(weights, x))) - y;
      for (let n = 0; n < x.length; n++)
        gradient[n] = (gradient[n] ?? 0) + (error * (x[n] ?? 0)) / rows.length;
    }
    weights = weights.map((weight, n) => weight - 3 * (gradient[n] ?? 0));
  }
  return (features) => dot(weights, scaled(features));
};

/** Scores each example by a model that was fitted without its fold. */
export const crossValidated = (
  examples: readonly Example[],
  folds: number,
): readonly { readonly score: number; readonly positive: boolean }[] =>
  Array.from({ length: folds }, (_, fold) => {
    const model = logistic(examples.filter((__, n) => n % folds !== fold));
    return examples
      .filter((__, n) => n % folds === fold)
      .map(({ features, positive }) => ({ score: model(features), positive }));
  }).flat();
