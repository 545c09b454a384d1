/** The part of an address behind #, as it was written: mail programs and chats encode it. */
export function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}
