/** Suffixes of names that no public DNS has: mDNS, cloud networks, Kubernetes. */
const PRIVATE_SUFFIXES = ['.localhost', '.local', '.internal', '.svc'];

/** `203.0.113.7`, each part without a leading zero, by which some resolvers read another number. */
const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** Resolvers take `134744072` and `0x8080808` for addresses. */
const NUMBER = /^(?:\d+|0x[\da-f]*)$/;

/** An IPv4 address in the clothes of an IPv6 one; `URL` writes its last 32 bits in hex. */
const MAPPED_IPV4 = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/;

/** `fc00::/7`, always written with four digits first. */
const UNIQUE_LOCAL_IPV6 = /^f[cd][\da-f]{2}:/;

/**
 * Whether a host is in the own network, as far as its name says: loopback, the private address ranges of RFC 1918 and
 * RFC 4193, names without a dot, `*.localhost`, `*.local`, `*.internal`, `*.svc`, and the path of a Unix domain socket.
 *
 * @param host - in lower case, IPv6 without brackets.
 */
export function isPrivateHost(host: string): boolean {
  if (host.includes('/')) return true;
  if (host.includes(':')) return isPrivateIpv6(host);
  if (IPV4.test(host)) return isPrivateIpv4(host);
  if (!host.includes('.')) return host !== '' && !NUMBER.test(host);
  return PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix));
}

function isPrivateIpv4(address: string): boolean {
  const [first, second] = address.split('.').map(Number);
  if (first === 10 || first === 127 || address === '0.0.0.0') return true;
  return (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
}

function isPrivateIpv6(address: string): boolean {
  if (address === '::1' || address === '::' || UNIQUE_LOCAL_IPV6.test(address)) return true;
  const mapped = MAPPED_IPV4.exec(address);
  return mapped !== null && isPrivateIpv4(mapped[1] ?? fromHex(mapped[2], mapped[3]));
}

function fromHex(high: string, low: string): string {
  const words = [high, low].map((word) => Number.parseInt(word, 16));
  return words.flatMap((word) => [word >>> 8, word & 0xff]).join('.');
}
