const CHUNK = 0x8000

/** Bytes → base64, in pieces, since a call with a million arguments overflows the stack. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK))
  return btoa(text)
}
