const compound = `
欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 夏侯 轩辕 司徒 司空 端木 南宫 呼延 东郭 百里 西门 独孤 第五 拓跋 澹台 公冶 宗政
濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 赫连 万俟 闻人 公羊 公西 公良 漆雕 壤驷 梁丘 左丘 谷梁 段干 东门 南门 羊舌 微生 乐正 巫马
颛孙 子车 夹谷 宰父 司寇 歐陽 司馬 諸葛 東方 尉遲 公孫 長孫 軒轅 南宮 東郭 西門 獨孤 澹臺 濮陽 單于 申屠 仲孫 鍾離 鮮于 閭丘 赫連 聞人 漆雕
壤駟 穀梁 東門 南門 樂正 巫馬 顓孫 子車 夾谷
`;

const surnames: ReadonlySet<string> = new Set(compound.trim().split(/\s+/));

/** Whether these two characters are one Chinese surname, in simplified or traditional writing. */
export const isCompoundSurname = (characters: string): boolean => surnames.has(characters);
