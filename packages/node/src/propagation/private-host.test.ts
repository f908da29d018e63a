import { expect, test } from 'vitest';
import { isPrivateHost } from './private-host.ts';

const check = (hosts: string, expected: boolean): void => {
  test.each(hosts.split(' '))(`%j: ${expected}`, (host) => expect(isPrivateHost(host)).toBe(expected));
};

check('localhost db orders-api 3f2a9c1b2d4e a.localhost printer.local ip-10-0-0-1.ec2.internal', true);
check('orders.shop.svc orders.shop.svc.cluster.local /var/run/app.sock', true);
check(' example.com localhost.example x.locals svc.example internal.example.com', false);

check('127.0.0.1 127.255.255.255 10.0.0.0 10.255.255.255 0.0.0.0', true);
check('172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255', true);
check('9.255.255.255 11.0.0.0 126.255.255.255 128.0.0.0 0.0.0.1 169.254.169.254 100.64.0.1', false);
check('172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 8.8.8.8', false);
// Resolvers may read these as other addresses.
check('010.0.0.1 10.0.0 134744072 0x8080808 0x 10.evil.example', false);

check('::1 :: fc00::1 fdff:ffff::1 ::ffff:10.0.0.1 ::ffff:7f00:1 ::ffff:c0a8:ff', true);
check('::2 fbff::1 fe00::1 fe80::1 fc::1 2001:db8::1 ::ffff:8.8.8.8 ::ffff:808:808 ::10.0.0.1', false);
