const luhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
};

/** First digits and lengths of the cards in use (ISO/IEC 7812): without them every tenth order number would look like a card. */
const issuers =
  /^(?:62\d{14,17}|4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7]|35)\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12})$/;

/** Whether the digits are a payment card's: a known issuer, the right length, a valid check digit (Luhn). */
export const isPaymentCard = (digits: string): boolean => issuers.test(digits) && luhn(digits);

const region = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|7[1]|8[1-3])/;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const isDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

const checksum = (id: string): string => {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(id[i]), 0);
  return '10X98765432'.charAt(sum % 11);
};

/**
 * Whether this is the identity number of a person in China (GB 11643): region, date of birth and check digit fit. The old form of 15
 * digits has no check digit and is recognised only where the text says what it is.
 */
export const isIdentityNumber = (id: string, named: boolean): boolean => {
  if (!region.test(id)) return false;
  const now = /^\d{6}((?:18|19|20)\d\d)(\d\d)(\d\d)\d{3}[\dXx]$/.exec(id);
  if (now)
    return (
      isDate(Number(now[1]), Number(now[2]), Number(now[3])) && checksum(id) === id.slice(17).toUpperCase()
    );
  const old = named ? /^\d{6}(\d\d)(\d\d)(\d\d)\d{3}$/.exec(id) : null;
  return old !== null && isDate(1900 + Number(old[1]), Number(old[2]), Number(old[3]));
};
