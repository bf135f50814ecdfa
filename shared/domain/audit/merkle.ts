import { canonicalJson } from './canonical.ts';

/** SHA-256 of a text in UTF-8, as base64url without padding; the domain is given it. */
export type Hash = (text: string) => string;

/** The hash of one stored record: `leaf:` and its canonical JSON, keys of the table and of indexes included. */
export const leafHash = (content: Readonly<Record<string, unknown>>, hash: Hash): string =>
  hash(`leaf:${canonicalJson(content)}`);

/**
 * The root of the tree over leaves in their order: a node is the hash of `node:` and its two children, an odd one at the end of a row
 * goes up as it is (the shape of RFC 6962). Without leaves the hash of nothing.
 */
export const merkleRoot = (leaves: readonly string[], hash: Hash): string => {
  let row = leaves;
  while (row.length > 1) {
    const above: string[] = [];
    for (let n = 0; n < row.length; n += 2) {
      const [left = '', right] = [row[n], row[n + 1]];
      above.push(right === undefined ? left : hash(`node:${left}.${right}`));
    }
    row = above;
  }
  return row[0] ?? hash('');
};
