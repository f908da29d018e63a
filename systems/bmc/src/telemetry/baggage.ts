// The business context that goes along with a request. Who knows a value adds it: the manager knows the customer, the gateway
// the session, the agent the device.
import { defineBaggage } from '@throughline/node';
import { BAGGAGE_KEYS } from './baggage-keys.ts';

export const baggage = defineBaggage(...BAGGAGE_KEYS);
