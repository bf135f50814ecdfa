/** A message of the queue `restores`: older items are to be brought up to date. */
export const upgradeMessage = (anew: boolean) => ({ body: { type: 'upgrade', anew } });

/** A message of the queue `restores`: there is something left to do. */
export const restoreMessage = (restoreId: string, delaySeconds = 0) => ({
  body: { type: 'restore', restoreId },
  ...(delaySeconds === 0 ? {} : { delaySeconds }),
});
