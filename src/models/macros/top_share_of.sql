-- The smallest top share, of 1, 5, 10, 20, 50 and 100 %, that a place among so many belongs to; a share is rounded up.
(place, everyone) as case
    when place <= ceil(everyone / 100) then 0.01
    when place <= ceil(everyone / 20) then 0.05
    when place <= ceil(everyone / 10) then 0.1
    when place <= ceil(everyone / 5) then 0.2
    when place <= ceil(everyone / 2) then 0.5
    else 1
end::double
