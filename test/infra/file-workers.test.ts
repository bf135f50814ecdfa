import { describe, expect, it } from 'vitest';
import { functionSpecs } from '#infra/functions.ts';

/** From here on a function has a whole processor (AWS, Configure Lambda function memory). */
const WHOLE_PROCESSOR_MB = 1769;

describe('Workers that read files of any size allowed', () => {
  it.each(['workers/imports', 'workers/snapshots', 'workers/restores'])(
    '%s has a whole processor, so that no file takes longer than the worker may',
    (id) => {
      const spec = functionSpecs.find((one) => one.id === id);

      expect(spec?.memoryMb).toBeGreaterThanOrEqual(WHOLE_PROCESSOR_MB);
    },
  );
});
