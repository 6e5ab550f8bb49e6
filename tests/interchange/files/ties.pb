META
key;value
description;Gelijke stand
num_projects;4
num_votes;2
budget;6000
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name
dear;4000;2;Dear
cheap;3000;2;Cheap
twin-1;3000;1;Twin
twin-2;3000;1;Twin
VOTES
voter_id;vote
1;dear,cheap,twin-1
2;cheap,dear,twin-2
