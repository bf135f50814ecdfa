import { differences, watchTables } from './digest.ts';
import type { Draft } from './draft.ts';
import { type Finding, findingOf } from './report.ts';
import type { Rig } from './rig.ts';

/** Sends refused requests again, one after the other; true when each was refused again. */
const resend = async (drafts: readonly Draft[], { sender }: Rig): Promise<boolean> => {
  let refused = true;
  for (const draft of drafts) {
    const { status } = await sender.send(sender.again(draft));
    refused &&= status >= 400;
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
    const allRefused = await resend(drafts, rig);
    let after = await watch.look();
    if (allRefused && differences(before, after).length === 0) return [];
    const findings: Finding[] = [];
    for (const [, group] of Map.groupBy(drafts, ({ operation }) => operation.name)) {
      before = after;
      const refused = await resend(group, rig);
      after = await watch.look();
      const changed = differences(before, after);
      const [first] = group;
      if (refused && changed.length > 0 && first) {
        const why = `${changed.slice(0, 5).join('; ')} by one of: ${group.map(({ label }) => label).join('; ')}`;
        findings.push(
          findingOf(first, { check: 'a refusal leaves nothing behind', why }, rig.journey.stack.address),
        );
      }
    }
    return findings;
  } finally {
    watch.close();
  }
};
