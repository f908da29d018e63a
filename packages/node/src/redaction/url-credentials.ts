// User and password in front of the host of a URL or of a connection string.
import { REDACTED } from './sensitive-names.ts';

/** User and password, up to the last `@` before the path. Runs between slashes do not overlap, so this is linear. */
const USER_INFO = /:\/\/[^\s/?#"'`<>\\]+@/g;

/** Drivers accept passwords with a slash in them; a port is no password. */
const DATABASE_PASSWORD =
  /(\b(?:amqps?|clickhouse|cockroachdb|ftps?|ldaps?|mariadb|mongodb(?:\+srv)?|mssql|mysql|nats|postgres(?:ql)?|rediss?|sftp|smtps?|sqlserver):\/\/)[^\s"'`<>@:/]{0,256}:(?!\d{1,5}(?:[/?,#]|$))[^\s"'`<>]{1,256}@/g;

/** `user:password@tcp(host)` and `user:password@host:3306`, without a scheme. */
const BARE_USER_INFO =
  /(?<![\w.-])[\w.-]{1,64}:[^\s:@/"'`<>]{1,128}@(?=(?:tcp|unix)\(|(?!sha\d)[\w.-]{1,253}:\d{2,5}(?!\w))/g;

/** `text` without the credentials of the URLs in it. */
export function redactUrlCredentials(text: string): string {
  // Fast path: nobody's name is in it.
  if (!text.includes('@')) return text;
  return text
    .replace(DATABASE_PASSWORD, `$1${REDACTED}@`)
    .replace(USER_INFO, `://${REDACTED}@`)
    .replace(BARE_USER_INFO, `${REDACTED}@`);
}
