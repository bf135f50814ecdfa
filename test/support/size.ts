/** How much a test does: enough to notice a break in `npm test`; all that is promised where `KEFU_FULL=1` gives it the time. */
export const sized = (short: number, full: number): number =>
  process.env['KEFU_FULL'] === '1' ? full : short;
