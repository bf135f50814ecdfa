/**
 * A `Date` that reads another clock: without arguments, and in `now()`, it tells the machine's time plus `offsetMs()`.
 * Everything else (parsing, `UTC`, subclasses, `instanceof`) is the built-in one.
 */
export const createVirtualDate = (real: DateConstructor, offsetMs: () => number): DateConstructor => {
  const machineNow = real.now.bind(real);
  const now = () => machineNow() + offsetMs();
  return new Proxy(real, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: (target) => Reflect.construct(target, [now()]).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
};

/** Replaces this thread's `Date` for good. Timers and `performance` keep the machine's time. */
export const installVirtualDate = (offsetMs: () => number): void => {
  const replacement = createVirtualDate(Date, offsetMs);
  Object.defineProperty(Date.prototype, 'constructor', {
    value: replacement,
    writable: true,
    configurable: true,
  });
  globalThis.Date = replacement;
};
