import { idChecksum } from './id-number.ts';

/** One made-up person with values that nobody else has, so that each of them is recognised wherever it turns up. */
export type Planted = {
  readonly n: number;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly idNumber: string;
  readonly line: string;
  /** A word in what they write that stands for everything else they write. */
  readonly word: string;
};

const surnames = ['李', '王', '张', '刘', '陈', '欧阳', '司马', '赵'];
const given = ['静', '伟', '敏', '丽娜', '建国', '小雨', '思远', '佳'];

/** Eight digits that look random and never repeat: 7919 is prime to 10^8. */
const spread = (n: number): string => String((n * 7_919_311 + 20_260_302) % 100_000_000).padStart(8, '0');
const digits = (n: number, count: number): string => String(n).padStart(count, '0');

/** The n-th person. */
export const personOf = (n: number): Planted => {
  const code = spread(n);
  const birthday = `19${digits(60 + (n % 39), 2)}${digits(1 + (n % 12), 2)}${digits(1 + (n % 28), 2)}`;
  const root = `330106${birthday}${digits(n % 1000, 3)}`;
  return {
    n,
    name: `${surnames[n % surnames.length]}${given[(n * 3) % given.length]}`,
    phone: `+86139${code}`,
    email: `planted.q${code}z@example.net`,
    idNumber: root + idChecksum(root),
    line: `暗香路${code}弄7号`,
    word: `wordx${code}y`,
  };
};
