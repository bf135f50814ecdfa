/**
 * What the deployment's secret holds, line by line: the root, from which lasting things are derived (digests, wrapped data keys, seals of
 * secrets that are kept), and, where the key of passing seals was ever turned, `present:`, `next:` and `former:` with a secret of its own each.
 * The word `root` stands for the root itself.
 */
export type Secrets = {
  readonly root: string;
  /** Seals what passes. */
  readonly present: string;
  /** Open what passes, too: the one that is to come, and the one before. */
  readonly others: readonly string[];
};

export const ROOT = 'root';

type Lines = {
  readonly root: string;
  readonly present: string;
  readonly next?: string | undefined;
  readonly former?: string | undefined;
};
const LINE = /^(present|next|former):(\S+)$/;

const linesIn = (text: string): Lines => {
  // A root that somebody has put there by hand is what it is, to its last character.
  if (!/\n(?:present|next|former):/.test(text)) return { root: text, present: ROOT };
  const [root = '', ...rest] = text.split('\n');
  const named: Partial<Record<string, string>> = {};
  for (const line of rest.filter((one) => one !== '')) {
    const [, name = '', secret] = LINE.exec(line) ?? [];
    if (secret === undefined || name in named) throw new Error('the secret holds a line that says nothing');
    named[name] = secret;
  }
  const { present = ROOT, next, former } = named;
  return { root, present, next, former };
};

/** The secrets in the text of the deployment's secret. Throws, without a word of it, where a line is none. */
export const secretsIn = (text: string): Secrets => {
  const { root, present, next, former } = linesIn(text);
  return { root, present, others: [next, former].filter((one) => one !== undefined) };
};

/**
 * Turning the key of passing seals takes three steps, so that at each of them functions that read the secret before and after it open what the
 * others sealed: a key is announced, then used, then the former one ends.
 */
export const steps = ['announce', 'use', 'end'] as const;
export type Step = (typeof steps)[number];

/**
 * The text of the secret after a step, with a `fresh` secret for `announce`. Throws where the step does not follow from what is there, and where the root
 * would read otherwise afterwards (one put there by hand with a line's end in it): everything that lasts hangs on its last character.
 */
export const turned = (text: string, step: Step, fresh: string): string => {
  const after = afterStep(text, step, fresh);
  if (linesIn(after).root !== linesIn(text).root)
    throw new Error('the root has an end of line in it, so no line can stand beside it');
  return after;
};

const afterStep = (text: string, step: Step, fresh: string): string => {
  const { root, present, next, former } = linesIn(text);
  if (step === 'announce') {
    if (next !== undefined || former !== undefined)
      throw new Error('a key is being turned already: use or end it');
    return textOf({ root, present, next: fresh });
  }
  if (step === 'use') {
    if (next === undefined) throw new Error('no key is announced');
    return textOf({ root, present: next, former: present });
  }
  if (former === undefined) throw new Error('there is no former key');
  return textOf({ root, present });
};

const textOf = ({ root, ...named }: Lines): string =>
  [
    root,
    ...Object.entries(named).flatMap(([name, secret]) => (secret === undefined ? [] : [`${name}:${secret}`])),
  ].join('\n');
