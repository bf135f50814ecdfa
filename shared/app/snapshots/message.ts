/** A message of the queue `snapshots`: there is something to do for this one. */
export const advanceMessage = (snapshotId: string, delaySeconds = 0) => ({
  body: { type: 'advance', snapshotId },
  ...(delaySeconds === 0 ? {} : { delaySeconds }),
});
