const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The 18th character of a Chinese identity number (GB 11643, MOD 11-2) of its first 17 digits. */
export const idChecksum = (root: string): string => {
  const sum = weights.reduce((all, weight, at) => all + weight * Number(root[at]), 0);
  return '10X98765432'[sum % 11] ?? '';
};
