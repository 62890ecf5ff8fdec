// 村里的时间。服务器给的是带时区的写法，照字面读：看的人在别的时区，村里还是那个时间。

const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

function parts(iso) {
  const [, year, month, day, hour, minute] = iso.match(/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/).map(Number);
  return { year, month, day, hour, minute, minutes: Date.UTC(year, month - 1, day, hour, minute) / 60000 };
}

const hourOf = (iso) => iso.slice(11, 16);

export function dayAndHour(iso) {
  const { year, month, day } = parts(iso);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return `${month}月${day}日 ${weekday} ${hourOf(iso)}`;
}

export const shortly = (iso) => dayAndHour(iso).replace(/ 周. /, " ");

// 两句话隔得不久就不再写时间；隔了一夜写上日期。
export function stampBetween(before, iso) {
  if (before && parts(iso).minutes - parts(before).minutes < 5) return "";
  return before && before.slice(0, 10) === iso.slice(0, 10) ? hourOf(iso) : dayAndHour(iso);
}
