"""The forms that an edition of minutes goes out in. `outline` says what stands where; the others only draw it."""
