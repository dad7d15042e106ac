import {makeFormatter} from "../../i18n/format";

/** How money of a file is written, to the cent: in the file's own currency, or as bare numbers where it names none. */
export function moneyIn(locale: string, currency: string | null | undefined): (amount: number) => string {
  if (currency) {
    const {money} = makeFormatter(locale, currency);
    return (amount) => money(amount, "full");
  }
  const {format} = new Intl.NumberFormat(locale, {minimumFractionDigits: 2, maximumFractionDigits: 2});
  return (amount) => format(amount);
}
