/** What a key set knows of a key: two independent 32-bit lanes over its text (cyrb53, without cutting it to 53 bits). */
export const hashOf = (text: string): readonly [number, number] => {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [a >>> 0, b >>> 0];
};

/**
 * Which snapshot of a chain has the last word about a key, by a 64-bit hash of it: ten bytes a key at a quarter to half load, so that a
 * day of changes fits into memory. Of a million keys two meet with a chance of 3 in 10⁸. Members are 0 to 254.
 */
export const createKeySet = () => {
  let size = 1024;
  let count = 0;
  let [high, low, member] = [new Uint32Array(size), new Uint32Array(size), new Uint8Array(size)];

  const slotOf = (a: number, b: number): number => {
    let slot = (a ^ b) & (size - 1);
    while (member[slot] !== 0 && !(high[slot] === a && low[slot] === b)) slot = (slot + 1) & (size - 1);
    return slot;
  };
  const grow = (): void => {
    const [had, hadLow, hadMember] = [high, low, member];
    size *= 2;
    [high, low, member] = [new Uint32Array(size), new Uint32Array(size), new Uint8Array(size)];
    for (const [at, owner] of hadMember.entries()) {
      if (owner === 0) continue;
      const [a, b] = [had[at] ?? 0, hadLow[at] ?? 0];
      const slot = slotOf(a, b);
      [high[slot], low[slot], member[slot]] = [a, b, owner];
    }
  };

  return {
    /** Notes that this member tells of the key of these lanes; who was noted first keeps it. */
    claim(a: number, b: number, by: number): void {
      const slot = slotOf(a, b);
      if (member[slot] !== 0) return;
      [high[slot], low[slot], member[slot]] = [a, b, by + 1];
      if (++count * 2 > size) grow();
    },
    /** The member that was noted first for the key. */
    ownerOf(key: string): number | undefined {
      const owner = member[slotOf(...hashOf(key))] ?? 0;
      return owner === 0 ? undefined : owner - 1;
    },
    count: (): number => count,
  };
};
export type KeySet = ReturnType<typeof createKeySet>;
