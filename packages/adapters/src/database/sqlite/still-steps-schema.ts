/**
 * Version 9. A step of the kind `poster` is one of the kind `still`, for one JPEG at one time. On a file whose first
 * picture is not at 0 its time counts from there.
 */
export const stillStepsSchema = `
update steps set
  kind = 'still',
  params = json_set(params,
    '$.firstFrameSeconds', 0,
    '$.atSeconds', case when json_extract(params, '$.atSeconds') is null then null
      else json_array(json_extract(params, '$.atSeconds')) end,
    '$.keep', 'each',
    '$.format', 'jpeg')
where kind = 'poster';
`;
