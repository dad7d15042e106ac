-- The last day, counted from the last purchase, of the stage at this place: 1 active, 2 silent, 3 sleeping, 4 lost.
(place) as coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365])[place]
