import fc from 'fast-check';

/**
 * Properties are tried on the same values at every run, so that a red run is due to the change and can be repeated. `PROPERTY_SEED`
 * chooses other values; `npm run properties` goes through many of them.
 */
const seed = process.env['PROPERTY_SEED'];

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seed === undefined ? 1 : Number(seed) });
