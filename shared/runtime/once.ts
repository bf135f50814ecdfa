/** Builds a thing the first time it is asked for, so that importing a handler reads no environment and opens no client. */
export const once = <T>(build: () => T): (() => T) => {
  let built: { value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
};
