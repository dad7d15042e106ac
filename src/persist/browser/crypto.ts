import {AppError} from "../../base/errors";
import {blocksOf, inBlocks, streamOf, toBlob, type Bytes, type Watch} from "../blocks";

/*
 * A stream of bytes behind a passphrase. Numbers are big-endian.
 *
 *   header  41 bytes  "HUITOUWS", version (1 byte: 1), salt (16), iterations (4), chunk size (4), start of every nonce (8)
 *   check   16 bytes  the tag of an empty text, under the nonce that ends in ffffffff: it tells a wrong passphrase from damage
 *   chunks            `chunk size` bytes of text each, the last 0 to that many, and a tag of 16 bytes after each
 *
 * The key is PBKDF2-SHA-256 of the passphrase (NFC, UTF-8), 256 bits. Chunk n is AES-256-GCM under the nonce start · n (4
 * bytes), with the header and one byte more as additional data: 1 for the last chunk, 0 for the others, 2 for the check. So a
 * chunk that was changed, moved, taken out or added is refused, and so is a file that ends early. A damaged header cannot be
 * told from a wrong passphrase: both give another key.
 */

const magic = "HUITOUWS";
const version = 1;
const headerSize = 41;
const tagSize = 16;
const chunkSize = 1024 * 1024;
/** About a second on a phone, and as long for each guess of an attacker. */
const iterations = 1_000_000;
/** Accepted ranges: larger values would block the page, smaller ones were never written. */
const readable = {iterations: [600_000, 10_000_000], chunkSize: [1024, 16 * 1024 * 1024]} as const;
const checkIndex = 0xffffffff;
const kinds = {inner: 0, last: 1, check: 2} as const;

/** Whether a file begins like an encrypted one. */
export async function isEncrypted(file: Blob): Promise<boolean> {
  return (await file.slice(0, magic.length).text()) === magic;
}

/** A stream that encrypts with a passphrase. */
export async function encrypting(passphrase: string): Promise<TransformStream<Uint8Array, Uint8Array>> {
  const header = makeHeader();
  const lock = await Lock.make(passphrase, header);
  const {readable: source, writable} = new TransformStream<Uint8Array, Uint8Array>();
  return {writable, readable: streamOf(lock.encrypt(source))};
}

/** Decrypts a file; throws `workspace.passphrase_wrong`, `workspace.damaged` or `workspace.too_new`. */
export async function decrypt(file: Blob, passphrase: string, {onBytes, signal}: Watch = {}): Promise<Blob> {
  const lock = await Lock.make(passphrase, await readHeader(file));
  const check = file.slice(headerSize, headerSize + tagSize);
  if (!(await lock.opens(await bytesOf(check)))) throw new AppError("workspace.passphrase_wrong");
  return toBlob(streamOf(lock.decrypt(file.slice(headerSize + tagSize))), {onBytes, signal});
}

interface Header {
  bytes: Bytes;
  salt: Bytes;
  iterations: number;
  chunkSize: number;
  nonceStart: Bytes;
}

function makeHeader(): Header {
  const bytes = new Uint8Array(headerSize);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  bytes[8] = version;
  crypto.getRandomValues(bytes.subarray(9, 25));
  view.setUint32(25, iterations);
  view.setUint32(29, chunkSize);
  crypto.getRandomValues(bytes.subarray(33, 41));
  return parseHeader(bytes);
}

async function readHeader(file: Blob): Promise<Header> {
  const bytes = await bytesOf(file.slice(0, headerSize));
  if (bytes.length < headerSize) throw damaged();
  if (bytes[8]! > version) throw new AppError("workspace.too_new");
  const header = parseHeader(bytes);
  if (!isWithin(header.iterations, readable.iterations)) throw damaged();
  if (!isWithin(header.chunkSize, readable.chunkSize)) throw damaged();
  return header;
}

function parseHeader(bytes: Bytes): Header {
  const view = new DataView(bytes.buffer);
  return {
    bytes,
    salt: bytes.slice(9, 25),
    iterations: view.getUint32(25),
    chunkSize: view.getUint32(29),
    nonceStart: bytes.slice(33, 41)
  };
}

/** The key and header with which chunks are encrypted and decrypted. */
class Lock {
  readonly #key: CryptoKey;
  readonly #header: Header;

  private constructor(key: CryptoKey, header: Header) {
    this.#key = key;
    this.#header = header;
  }

  static async make(passphrase: string, header: Header): Promise<Lock> {
    const secret = new TextEncoder().encode(passphrase.normalize("NFC"));
    const base = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
    const {salt, iterations} = header;
    const derivation = {name: "PBKDF2", hash: "SHA-256", salt, iterations};
    const cipher = {name: "AES-GCM", length: 256};
    const key = await crypto.subtle.deriveKey(derivation, base, cipher, false, ["encrypt", "decrypt"]);
    return new Lock(key, header);
  }

  async *encrypt(stream: ReadableStream<Uint8Array>): AsyncGenerator<Bytes> {
    yield this.#header.bytes;
    yield await this.#close(new Uint8Array(0), checkIndex, "check");
    for await (const {index, isLast, block} of numbered(inBlocks(stream, this.#header.chunkSize))) {
      yield await this.#close(block, index, isLast ? "last" : "inner");
    }
  }

  async *decrypt(closed: Blob): AsyncGenerator<Bytes> {
    const size = this.#header.chunkSize + tagSize;
    for await (const {index, isLast, block} of numbered(blocksOf(closed, size))) {
      const text = await this.#open(block, index, isLast ? "last" : "inner");
      if (!text) throw damaged();
      yield text;
    }
  }

  async opens(check: Bytes): Promise<boolean> {
    return (await this.#open(check, checkIndex, "check")) !== null;
  }

  async #close(text: Bytes, index: number, kind: keyof typeof kinds): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.encrypt(this.#how(index, kind), this.#key, text));
  }

  async #open(chunk: Bytes, index: number, kind: keyof typeof kinds): Promise<Bytes | null> {
    try {
      return new Uint8Array(await crypto.subtle.decrypt(this.#how(index, kind), this.#key, chunk));
    } catch {
      return null;
    }
  }

  #how(index: number, kind: keyof typeof kinds): AesGcmParams {
    const iv = new Uint8Array(12);
    iv.set(this.#header.nonceStart);
    new DataView(iv.buffer).setUint32(8, index);
    const additionalData = new Uint8Array([...this.#header.bytes, kinds[kind]]);
    return {name: "AES-GCM", iv, additionalData, tagLength: tagSize * 8};
  }
}

/** Blocks with their index and whether they are the last; an empty stream yields one empty block. */
async function* numbered(blocks: AsyncIterable<Bytes>): AsyncGenerator<{index: number; isLast: boolean; block: Bytes}> {
  let index = 0;
  let held: Bytes | null = null;
  for await (const block of blocks) {
    if (held) yield {index: index++, isLast: false, block: held};
    held = block;
  }
  yield {index, isLast: true, block: held ?? new Uint8Array(0)};
}

async function bytesOf(blob: Blob): Promise<Bytes> {
  return new Uint8Array(await blob.arrayBuffer());
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}

function damaged(): AppError {
  return new AppError("workspace.damaged", {what: ""});
}
