import { inflateRawSync } from 'node:zlib';

const END = Buffer.from('PK\x05\x06');
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/** The files in a zip, by name; reads what `sls package` writes and no more of the format. */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let entry = zip.readUInt32LE(zip.lastIndexOf(END) + 16);
  while (zip.readUInt32LE(entry) === DIRECTORY_ENTRY) {
    const nameLength = zip.readUInt16LE(entry + 28);
    const name = zip.toString('utf8', entry + 46, entry + 46 + nameLength);
    const local = zip.readUInt32LE(entry + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
    files.set(name, zip.readUInt16LE(entry + 10) === DEFLATED ? inflateRawSync(content) : content);
    entry += 46 + nameLength + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  return files;
}
