/** The keys of the baggage, as document S4 lists them: `OTEL_NODE_BAGGAGE_ATTRIBUTES` makes attributes of them. */
export const BAGGAGE_KEYS = ['customer_id', 'server_id', 'session_id', 'datacenter', 'agent_id', 'bmc_type'] as const;

/** Who it was is nobody's business, but that it was the same person is: `OTEL_NODE_BAGGAGE_HASHED_ATTRIBUTES` makes keyed hashes of them. */
export const PERSONAL_BAGGAGE_KEYS = ['user_name'] as const;
