// As it comes; DSN and sample rate are in SENTRY_* variables.
import { init } from '@sentry/node';

init();
