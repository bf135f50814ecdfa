/**
 * Neither white space, nor a control or format character, nor a mark without a letter, nor a filler: white space of other scripts that
 * Unicode counts among letters and signs.
 */
const visible = /[^\s\p{Cc}\p{Cf}\p{M}\u115F\u1160\u2800\u3164\uFFA0]/u;

/** Whether there is anything to be seen of a text. */
export const showsSomething = (text: string): boolean => visible.test(text);
