import type { Attachments } from './attachments.ts';
import type { Ledger } from '../admit/ledger.ts';
import type { HubOptions } from '../configuration/options.ts';
import type { Journal } from '../journal/journal.ts';
import type { Signal } from '../store/engine.ts';
import type { Store } from '../store/store.ts';
import type { Tail } from '../tail/tail.ts';
import type { HubStatus } from './types.ts';

/** What the API answers from. */
export interface ApiParts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly journals: Readonly<Record<Signal, Journal>>;
  readonly options: HubOptions;
  readonly tail: Tail;
  readonly attachments: Attachments;
  readonly addresses: () => HubStatus['addresses'];
}
