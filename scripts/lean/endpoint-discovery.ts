/**
 * In a bundle the whole of the SDK's endpoint discovery. DynamoDB's client could ask the service for another address of its own; it does so
 * only where an environment asks for that, and needs a cache of addresses for it.
 */
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

/** Where an environment might ask: nowhere. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: (): undefined => undefined,
  configFileSelector: (): undefined => undefined,
  default: undefined,
};
