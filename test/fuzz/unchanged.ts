import { differences, watchTables } from './digest.ts';
import type { Draft } from './draft.ts';
import { type Finding, findingOf } from './report.ts';
import type { Rig } from './rig.ts';

/** Sends refused requests again, one after the other; answers those that were refused again. */
const resend = async (drafts: readonly Draft[], { sender }: Rig): Promise<readonly Draft[]> => {
  const refused: Draft[] = [];
  for (const draft of drafts) {
    const { status } = await sender.send(sender.again(draft));
    if (status >= 400) refused.push(draft);
  }
  return refused;
};

/**
 * Refusals leave nothing behind: the tables are the same before and after, but for what is counted about callers and the trail. All together
 * first; where anything differs, operation by operation, to tell which one it was.
 */
export const unchanged = async (drafts: readonly Draft[], rig: Rig): Promise<Finding[]> => {
  const watch = watchTables(rig.journey);
  try {
    let before = await watch.look();
    // What was refused for its moment alone may be taken now; the others are asked once more.
    let refused = await resend(drafts, rig);
    if (refused.length < drafts.length) {
      before = await watch.look();
      refused = await resend(refused, rig);
    }
    let after = await watch.look();
    if (differences(before, after).length === 0) return [];
    const findings: Finding[] = [];
    for (const [, group] of Map.groupBy(refused, ({ operation }) => operation.name)) {
      before = after;
      const again = await resend(group, rig);
      after = await watch.look();
      const changed = differences(before, after);
      const [first] = group;
      if (again.length === group.length && changed.length > 0 && first) {
        const why = `${changed.slice(0, 5).join('; ')} by one of: ${group.map(({ label }) => label).join('; ')}`;
        const failure = { check: 'a refusal leaves nothing behind', why };
        findings.push(findingOf(first, failure, rig.journey.stack.address));
      }
    }
    return findings;
  } finally {
    watch.close();
  }
};
