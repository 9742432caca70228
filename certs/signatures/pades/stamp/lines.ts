/** At spaces; inside a word only where it is longer than a line. */
export function breakLine(text: string, fits: (part: string) => boolean): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (fits(line === '' ? word : `${line} ${word}`)) {
      line = line === '' ? word : `${line} ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && !fits(line + character)) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Numbers as a content stream takes them. */
export function coordinates(...numbers: readonly number[]): string {
  return numbers.map((number) => String(Number(number.toFixed(3)))).join(' ');
}
