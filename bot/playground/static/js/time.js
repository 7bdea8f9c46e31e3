// Times as the page shows them: always the coach's clock, in the zone chosen in the clock bar (UTC to begin with).

const KEY = "regen-zone";

// Cities offered as places and as zones; the runner's own zone is asked by the coach, not taken from here.
export const CITIES = [
  { name: "London", latitude: 51.5074, longitude: -0.1278, zone: "Europe/London" },
  { name: "Berlin", latitude: 52.52, longitude: 13.405, zone: "Europe/Berlin" },
  { name: "Nairobi", latitude: -1.2864, longitude: 36.8172, zone: "Africa/Nairobi" },
  { name: "Kathmandu", latitude: 27.7172, longitude: 85.324, zone: "Asia/Kathmandu" },
  { name: "Tokyo", latitude: 35.6762, longitude: 139.6503, zone: "Asia/Tokyo" },
  { name: "Sydney", latitude: -33.8688, longitude: 151.2093, zone: "Australia/Sydney" },
  { name: "Honolulu", latitude: 21.3069, longitude: -157.8583, zone: "Pacific/Honolulu" },
  { name: "Boulder", latitude: 40.015, longitude: -105.2705, zone: "America/Denver" },
  { name: "New York", latitude: 40.7128, longitude: -74.006, zone: "America/New_York" },
  { name: "São Paulo", latitude: -23.5505, longitude: -46.6333, zone: "America/Sao_Paulo" },
];

export function zones() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const listed = [["UTC", "UTC"], ...CITIES.map((city) => [city.zone, city.name])];
  if (own && !listed.some(([zone]) => zone === own)) listed.splice(1, 0, [own, own.split("/").pop().replaceAll("_", " ")]);
  return listed;
}

let zone = "UTC";
const kept = localStorage.getItem(KEY);
if (zones().some(([name]) => name === kept)) zone = kept;

export const currentZone = () => zone;

export function setZone(name) {
  zone = name;
  localStorage.setItem(KEY, name);
}

const format = (options) => {
  const made = new Map();
  return (date) => {
    if (!made.has(zone)) made.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
    return made.get(zone).format(date).replace(",", "");
  };
};

export const timeOfDay = format({ hour: "2-digit", minute: "2-digit" });
export const dayTitle = format({ weekday: "long", day: "numeric", month: "long" });
export const dayKey = format({ year: "numeric", month: "2-digit", day: "2-digit" });
export const clockFace = format({ weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
export const shortWhen = format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
export const fullWhen = format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const ofUnix = (seconds) => new Date(seconds * 1000);
