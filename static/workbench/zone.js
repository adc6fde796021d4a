// Tells the server in which time zone this browser's clock is, so that times are shown in it.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const said = document.cookie.split("; ").includes(`time_zone=${timeZone}`);
if (timeZone && !said) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `time_zone=${timeZone}; path=/; max-age=31536000; samesite=lax${secure}`;
}
