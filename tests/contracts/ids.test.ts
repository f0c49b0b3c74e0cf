import { cryptoIds } from '../../src/adapters/local/crypto-ids.ts';
import { idsContract } from './ids.contract.ts';

idsContract('crypto', cryptoIds);
