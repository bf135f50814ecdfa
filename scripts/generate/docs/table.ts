/** A Markdown table; `|` inside a cell is kept apart from the columns. */
export const markdownTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows]
    .map(
      (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`,
    )
    .join('\n');

export const code = (text: string): string => `\`${text}\``;

/** A generated document: its title, how it came about, its parts. */
export const page = (title: string, about: string, ...parts: readonly string[]): string =>
  `${[`# ${title}`, `${about} Made by \`npm run generate\`; a test compares it.`, ...parts].join('\n\n')}\n`;
