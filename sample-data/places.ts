import type {Chance} from "./chance";

/** A province with its share of parcels, and cities as `city:weight:district/district`. */
interface Province {
  name: string;
  share: number;
  cities: readonly City[];
}
interface City {
  name: string;
  share: number;
  districts: readonly string[];
}
/** Where a parcel goes. */
export interface Place {
  province: string;
  city: string;
  district: string;
}

// shares follow parcels in China: the coast and the large cities first
const provinces: readonly Province[] = [
  "广东省 128 广州市:34:天河区/越秀区/番禺区 深圳市:36:南山区/福田区/宝安区 佛山市:12:禅城区/南海区 东莞市:10:南城街道 珠海市:5:香洲区",
  "浙江省 102 杭州市:42:西湖区/余杭区/拱墅区 宁波市:20:鄞州区/海曙区 温州市:14:鹿城区 嘉兴市:9:南湖区 金华市:12:义乌市/婺城区",
  "江苏省 98 苏州市:32:姑苏区/昆山市/吴中区 南京市:30:鼓楼区/江宁区/玄武区 无锡市:16:滨湖区/梁溪区 常州市:9:武进区 南通市:9:崇川区",
  "上海 92 上海市:100:浦东新区/徐汇区/杨浦区/闵行区/静安区",
  "北京 80 北京市:100:朝阳区/海淀区/东城区/通州区/丰台区",
  "四川省 62 成都市:74:武侯区/锦江区/青羊区/高新区 绵阳市:9:涪城区 德阳市:6:旌阳区",
  "山东省 56 青岛市:30:市南区/崂山区 济南市:30:历下区/市中区 烟台市:12:芝罘区 潍坊市:10:奎文区",
  "湖北省 44 武汉市:72:洪山区/武昌区/江汉区 宜昌市:10:西陵区 襄阳市:8:樊城区",
  "福建省 42 厦门市:32:思明区/湖里区 福州市:34:鼓楼区/台江区 泉州市:18:丰泽区",
  "湖南省 36 长沙市:66:岳麓区/芙蓉区/雨花区 株洲市:9:天元区 衡阳市:8:雁峰区",
  "河南省 36 郑州市:56:金水区/中原区 洛阳市:14:洛龙区 新乡市:7:牧野区",
  "安徽省 34 合肥市:54:蜀山区/包河区 芜湖市:13:镜湖区 黄山市:6:屯溪区",
  "重庆 34 重庆市:100:渝中区/沙坪坝区/江北区",
  "辽宁省 30 沈阳市:40:和平区/沈河区 大连市:42:中山区/沙河口区",
  "陕西省 30 西安市:76:雁塔区/碑林区/未央区 咸阳市:8:秦都区",
  "河北省 28 石家庄市:36:长安区/裕华区 保定市:16:竞秀区 唐山市:16:路北区",
  "云南省 24 昆明市:66:五华区/盘龙区 大理白族自治州:18:大理市",
  "江西省 22 南昌市:50:红谷滩区/东湖区 景德镇市:14:珠山区 赣州市:14:章贡区",
  "广西壮族自治区 20 南宁市:52:青秀区 桂林市:22:七星区 柳州市:14:城中区",
  "天津 18 天津市:100:和平区/南开区/河西区",
  "黑龙江省 14 哈尔滨市:66:南岗区/道里区 大庆市:12:萨尔图区",
  "山西省 14 太原市:62:小店区/迎泽区 大同市:12:平城区",
  "贵州省 13 贵阳市:70:云岩区/南明区 遵义市:16:汇川区",
  "吉林省 12 长春市:66:朝阳区/南关区 吉林市:16:昌邑区",
  "内蒙古自治区 9 呼和浩特市:44:赛罕区 包头市:26:昆都仑区",
  "甘肃省 8 兰州市:72:城关区/七里河区",
  "新疆维吾尔自治区 7 乌鲁木齐市:68:天山区 伊犁哈萨克自治州:12:伊宁市",
  "海南省 6 海口市:56:龙华区/美兰区 三亚市:30:吉阳区",
  "宁夏回族自治区 3 银川市:86:兴庆区/金凤区",
  "青海省 2 西宁市:90:城西区",
  "西藏自治区 1 拉萨市:90:城关区"
].map(parseProvince);

function parseProvince(line: string): Province {
  const [name = "", share, ...cities] = line.split(" ");
  return {name, share: Number(share), cities: cities.map(parseCity)};
}

function parseCity(text: string): City {
  const [name = "", share, districts = ""] = text.split(":");
  return {name, share: Number(share), districts: districts.split("/")};
}

/** Parcels to these cost more and take longer. */
export const remoteProvinces: ReadonlySet<string> = new Set(["新疆维吾尔自治区", "西藏自治区", "青海省"]);

/** A place, as likely as parcels go there. */
export function drawPlace(chance: Chance): Place {
  const province = chance.weighted(provinces, ({share}) => share);
  const city = chance.weighted(province.cities, ({share}) => share);
  return {province: province.name, city: city.name, district: chance.pick(city.districts)};
}

/** Every province's name, for files that need no more. */
export const provinceNames: readonly string[] = provinces.map(({name}) => name);
