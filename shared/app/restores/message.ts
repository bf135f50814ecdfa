/** A message of the queue `restores`: there is something left to do. */
export const restoreMessage = (restoreId: string, delaySeconds = 0) => ({
  body: { type: 'restore', restoreId },
  ...(delaySeconds === 0 ? {} : { delaySeconds }),
});
