/** Traces that the self-test starts to see how many the sampler keeps. Fewer than fill a batch: none is sent. */
export const SELF_TEST_SPANS = 200;
