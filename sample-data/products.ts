import {dayOf, monthOf, type Day} from "./calendar";

/** Something the shop sells. */
export interface Product {
  code: string;
  title: string;
  category: string;
  /** list price in cents */
  price: number;
  /** `spring`, `summer`, `autumn`, `winter`; empty for the whole year */
  seasons: readonly string[];
  /** how often it is chosen, in season */
  popularity: number;
  /** the day it came out */
  launch: Day;
  colours: readonly string[];
  sizes: readonly string[];
  /** how often a paid piece comes back */
  refundRate: number;
}

const sizeRuns: Record<string, readonly string[]> = {
  worn: ["S", "M", "M", "L", "L", "XL"],
  one: ["均码"],
  bed: ["1.5米床", "1.8米床", "1.8米床"],
  cloth: ["小号", "中号", "大号"]
};

// code, title, category, price in yuan, seasons, popularity, launch, colours, sizes, share of pieces that come back
const catalogue = `
SH01 亚麻宽松圆领衬衫 衬衫 168 春夏 90 2023-03-01 米白/雾蓝/浅杏/黑 worn .09
SH02 苎麻立领盘扣上衣 衬衫 198 春夏 62 2023-03-01 本白/藏青/豆绿 worn .1
SH03 棉麻条纹长袖衬衫 衬衫 158 春秋 58 2023-08-15 蓝条/灰条 worn .09
SH04 重磅亚麻衬衫外搭 衬衫 258 秋 40 2024-09-01 亚麻色/墨绿/炭灰 worn .1
SH05 雨露麻无领开衫 衬衫 228 春夏 44 2025-04-10 米白/烟粉 worn .1
SH06 手工扎染麻衬衫 衬衫 298 夏 26 2026-05-14 靛蓝 worn .12
DR01 亚麻方领连衣裙 连衣裙 268 夏 76 2023-04-01 米白/砖红/黑 worn .14
DR02 苎麻褶皱长裙 连衣裙 328 春夏 54 2024-03-14 雾蓝/本白 worn .14
DR03 棉麻茶歇裙 连衣裙 238 夏 60 2024-05-09 碎花/豆绿 worn .15
DR04 亚麻背心裙 连衣裙 218 春夏 48 2025-03-13 亚麻色/藏青 worn .13
DR05 双层棉纱睡裙 连衣裙 188 夏秋 34 2025-06-05 浅杏/雾蓝 worn .08
DR06 香云纱改良旗袍 连衣裙 698 夏 12 2025-05-08 茶褐 worn .16
TR01 亚麻阔腿裤 裤子 198 春夏 82 2023-03-01 米白/亚麻色/黑 worn .1
TR02 棉麻九分萝卜裤 裤子 168 春秋 64 2023-09-01 炭灰/藏青 worn .1
TR03 苎麻灯笼裤 裤子 178 夏 38 2024-05-23 豆绿/黑 worn .09
TR04 加绒棉麻长裤 裤子 228 冬 44 2024-10-31 炭灰/墨绿 worn .1
TR05 亚麻工装裤 裤子 238 春秋 30 2026-03-05 亚麻色/黑 worn .11
SK01 亚麻半身长裙 半身裙 188 春夏 56 2023-04-01 米白/砖红/藏青 worn .12
SK02 棉麻百褶裙 半身裙 208 秋 34 2024-09-12 墨绿/炭灰 worn .12
TS01 精梳棉短袖T恤 T恤 89 夏 88 2023-05-01 白/黑/浅杏/雾蓝 worn .06
TS02 竹节棉长袖打底衫 T恤 99 秋冬 66 2023-10-01 米白/炭灰/砖红 worn .06
TS03 麻棉混纺背心 T恤 79 夏 46 2024-06-06 白/豆绿 worn .06
KN01 棉线圆领开衫 针织 238 春秋 52 2023-10-01 燕麦/雾蓝 worn .1
KN02 羊毛麻混纺毛衣 针织 358 冬 48 2023-11-01 燕麦/墨绿/砖红 worn .11
KN03 羊绒高领衫 针织 698 冬 14 2024-11-07 驼/炭灰 worn .12
CO01 棉麻夹棉外套 外套 468 冬 44 2023-11-01 炭灰/墨绿 worn .13
CO02 亚麻风衣 外套 398 春秋 38 2024-03-28 亚麻色/藏青 worn .13
CO03 羊毛双面呢大衣 外套 1280 冬 8 2025-10-30 驼/黑 worn .15
CO04 棉服马甲 外套 298 秋冬 36 2025-10-16 米白/墨绿 worn .11
HM01 双层棉纱家居服套装 家居服 258 秋冬 50 2023-11-01 浅杏/雾蓝 worn .07
HM02 苎麻家居短裤 家居服 98 夏 34 2024-06-06 本白/灰条 worn .05
AC01 亚麻渔夫帽 配饰 79 春夏 52 2023-04-01 亚麻色/黑 one .03
AC02 棉麻长围巾 配饰 88 秋冬 62 2023-10-01 砖红/燕麦/雾蓝 one .03
AC03 帆布托特包 配饰 69 - 58 2023-04-01 本白/黑 one .03
AC04 精梳棉中筒袜三双装 配饰 39 - 96 2023-03-01 混色 one .01
AC05 手工盘扣发圈 配饰 19 - 74 2023-08-01 砖红/藏青/本白 one .01
AC06 羊毛披肩 配饰 268 冬 26 2024-11-07 驼/墨绿 one .05
LI01 亚麻桌布 布艺 139 - 34 2023-06-01 亚麻色/灰条 cloth .03
LI02 苎麻茶席 布艺 89 - 40 2023-06-01 本白/茶褐 cloth .02
LI03 亚麻四件套 布艺 798 秋冬 18 2024-10-10 米白/炭灰/雾蓝 bed .05
LI04 棉纱盖毯 布艺 199 夏秋 32 2024-06-13 浅杏/豆绿 one .03
LI05 亚麻茶巾两条装 布艺 35 - 60 2023-06-01 蓝条/本白 one .01
LI06 麻布香囊 布艺 25 - 44 2025-05-22 艾草/桂花 one .01`;

const seasonNames: Record<string, string> = {春: "spring", 夏: "summer", 秋: "autumn", 冬: "winter"};

/** Everything the shop has ever sold. */
export const products: readonly Product[] = catalogue.trim().split("\n").map(parseProduct);

function parseProduct(line: string): Product {
  const [
    code = "",
    title = "",
    category = "",
    price,
    seasons = "",
    popularity,
    launch = "",
    colours = "",
    sizes = "",
    rate
  ] = line.split(" ");
  return {
    code,
    title,
    category,
    price: Number(price) * 100,
    seasons: [...seasons].flatMap((letter) => seasonNames[letter] ?? []),
    popularity: Number(popularity),
    launch: dayOf(launch),
    colours: colours.split("/"),
    sizes: sizeRuns[sizes] ?? [],
    refundRate: Number(rate)
  };
}

/** The season of a month, as a shop sees it: a little ahead of the weather. */
export function seasonOf(day: Day): string {
  return ["spring", "summer", "autumn", "winter"][Math.floor(((monthOf(day) + 10) % 12) / 3)]!;
}

/** How likely a product is to be chosen on a day; 0 before it came out. */
export function demandFor(product: Product, day: Day, season: string): number {
  if (day < product.launch) return 0;
  const isNew = day - product.launch < 30 ? 1.8 : 1;
  const inSeason = product.seasons.length === 0 ? 0.7 : product.seasons.includes(season) ? 1 : 0.12;
  return product.popularity * isNew * inSeason;
}
