/** The keys of the baggage, as document S4 lists them: `OTEL_NODE_BAGGAGE_ATTRIBUTES` makes attributes of them. */
export const BAGGAGE_KEYS = ['customer_id', 'server_id', 'session_id', 'datacenter', 'agent_id', 'bmc_type'] as const;
