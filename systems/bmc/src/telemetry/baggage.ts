// The business context that goes along with a request. Who knows a value adds it: the manager knows the customer, the gateway
// the session, the agent the device.
import { defineBaggage } from '@throughline/node';
import type { Claims } from '../identity/claims.ts';
import { BAGGAGE_KEYS, PERSONAL_BAGGAGE_KEYS } from './baggage-keys.ts';

export const baggage = defineBaggage(...BAGGAGE_KEYS, ...PERSONAL_BAGGAGE_KEYS);

/** What a token says of who has sent a request. */
export function callerBaggage({ customerId, userId }: Claims) {
  return { customer_id: customerId, user_name: userId };
}
