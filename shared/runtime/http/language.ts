/** The best of our two languages for an `Accept-Language` header (RFC 9110, weights); English when it says nothing of Chinese. */
export const languageOf = (header: string | undefined): 'en' | 'zh-CN' => {
  let best: { language: 'en' | 'zh-CN'; weight: number } = { language: 'en', weight: 0 };
  for (const entry of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
    const weight = Number(
      parameters
        .find((parameter) => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    );
    const language = /^zh\b/.test(tag) ? 'zh-CN' : /^(en\b|\*)/.test(tag) ? 'en' : undefined;
    if (language && weight > best.weight) best = { language, weight };
  }
  return best.language;
};
