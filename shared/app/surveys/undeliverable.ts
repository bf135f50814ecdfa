/**
 * The provider will never deliver to this address, however often it is asked: another channel may. Everything else that a mailer
 * throws is a failure that may pass.
 */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';

  constructor() {
    super('the provider refuses this address');
  }
}
