const TEARING = /\s*[\p{Cc}\p{Zl}\p{Zp}]+\s*/gu;

/** A message as one line whatever texts of the user's are in it: line breaks and control characters become a space. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(TEARING, ' ');
}
