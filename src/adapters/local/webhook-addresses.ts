import { BlockList, isIP, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Where a host keeps what only it may read, such as the credentials of its role, and what is no host at all. */
const forbidden = new BlockList();
forbidden.addSubnet('0.0.0.0', 8, 'ipv4');
forbidden.addSubnet('169.254.0.0', 16, 'ipv4'); // link-local; EC2, ECS and Lambda metadata
forbidden.addSubnet('224.0.0.0', 3, 'ipv4'); // multicast, reserved, broadcast
forbidden.addAddress('::', 'ipv6');
forbidden.addSubnet('fe80::', 10, 'ipv6'); // link-local
forbidden.addSubnet('fd00:ec2::', 32, 'ipv6'); // EC2 metadata
forbidden.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6'); // 169.254.0.0/16 behind NAT64
forbidden.addSubnet('64:ff9b::7f00:0', 104, 'ipv6'); // 127.0.0.0/8 behind NAT64
forbidden.addSubnet('ff00::', 8, 'ipv6'); // multicast

export const isLoopback = (address: string) =>
  isIP(address) !== 0 && loopback.check(address, familyOf(address));

/** Whether no stage calls this address: an answer could hold what its host keeps for itself. */
export const isForbidden = (address: string) =>
  isIP(address) === 0 || forbidden.check(address, familyOf(address));

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');
