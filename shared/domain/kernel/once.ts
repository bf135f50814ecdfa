/**
 * A value that is made when it is first asked for, and kept. For what takes long to make and not every execution environment needs: all
 * that a module makes when it is read is waited for by an environment's first request.
 */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
